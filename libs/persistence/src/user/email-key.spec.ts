import { emailKey } from './email-key';

describe('the key of an email', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ａda@example.com', 'ada@example.com'],
  ])('%j is %j', (email, key) => expect(emailKey(email)).toBe(key));
});
