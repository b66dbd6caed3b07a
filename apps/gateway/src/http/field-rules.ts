import { isEmail, isRFC3339, ValidateBy } from 'class-validator';

/** RFC 3339 with an offset, of an instant that exists. */
export function IsRfc3339(): PropertyDecorator {
  return ValidateBy({
    name: 'isRfc3339',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isRFC3339(value) && !Number.isNaN(Date.parse(value)),
      defaultMessage: () => 'must be a time like 2026-01-31T09:00:00Z',
    },
  });
}

/** An address with or without a dotted domain: `admin@localhost` is one. */
export function IsEmailAddress(): PropertyDecorator {
  return ValidateBy({
    name: 'isEmailAddress',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && value.length <= 254 && isEmail(value, { require_tld: false }),
      defaultMessage: () => 'must be an email address',
    },
  });
}
