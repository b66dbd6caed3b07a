import { isOutdatedHash } from './argon2-parameters';
import { generatePassword } from './generate-password';
import { HashQueueFullError, PasswordHasher } from './password-hasher';
import { passwordWeakness } from './password-rules';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('stores argon2id with the recommended parameters', async () => {
    const hash = await hasher.hash('a long enough secret');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(isOutdatedHash(hash)).toBe(false);
  });

  it('knows the right password from a wrong one', async () => {
    const hash = await hasher.hash('a long enough secret');
    expect(await hasher.verify('a long enough secret', hash)).toEqual({ matches: true, outdated: false });
    expect(await hasher.verify('another long secret', hash)).toEqual({ matches: false, outdated: false });
  });

  it('says when a hash should be renewed', async () => {
    const weak = '$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    expect(isOutdatedHash(weak)).toBe(true);
  });

  it('never matches where there is no user', async () => {
    expect(await hasher.verify('nobody has this password', null)).toEqual({ matches: false, outdated: false });
  });

  it('refuses work beyond its queue and recovers', async () => {
    const small = new PasswordHasher({ concurrency: 1, waiting: 2 });
    const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((text) => small.hash(text)));
    expect(results.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
    ]);
    expect(results[4]).toMatchObject({ reason: expect.any(HashQueueFullError) as unknown });
    await expect(small.hash('f')).resolves.toContain('$argon2id$');
  });
});

describe('passwordWeakness', () => {
  it.each([
    ['short', /at least 12/],
    ['x'.repeat(300), /at most/],
    ['aaaaaaaaaaaa', /too few/],
    ['abababababab', /too few/],
    ['abcdefghijklmn', /sequence/],
    ['9876543210987', /sequence|common/],
    ['password2024!', /common/],
    ['P@ssw0rd12345', /common/],
    ['passwordpassword', /common/],
    ['qwertyuiop123', /common/],
    ['1q2w3e4r5t6y', /common/],
    ['WelcomeAdmin1', /common/],
    ['correcthorsebatterystaple', /common/],
    ['123456123456', /sequence/],
    ['jane.doe-rules-2026', /email/],
  ])('refuses %s', (password, reason) => {
    expect(passwordWeakness(password, 'jane.doe@example.org')).toMatch(reason);
  });

  it.each(['glacier-tulip-harbour', 'Xk7vQp2mWz9r', 'ein langer Satz ohne Sinn', generatePassword()])(
    'accepts %s',
    (password) => {
      expect(passwordWeakness(password, 'jane.doe@example.org')).toBeNull();
    },
  );
});

describe('generatePassword', () => {
  it('never gives the same twice', () => {
    expect(new Set(Array.from({ length: 100 }, generatePassword)).size).toBe(100);
  });
});
