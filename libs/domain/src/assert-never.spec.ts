import { assertNever, UnexpectedValueError } from './assert-never';

describe('assertNever', () => {
  it('names the value that should not be', () => {
    const call = (): never => assertNever('surprise' as never);
    expect(call).toThrow(UnexpectedValueError);
    expect(call).toThrow(
      expect.objectContaining({ code: 'UNEXPECTED_VALUE', message: 'Unexpected value: "surprise"' }),
    );
  });
});
