import { parseWebhookSecret, verifyWebhook, WEBHOOK_TOLERANCE_SECONDS, webhookHeaders } from './webhook-signature';

const NOW = 1_700_000_000;
const secret = Buffer.alloc(32, 7);
const message = { id: 'msg_1', timestamp: NOW, body: '{"a":1}' };
const signed = (): string => webhookHeaders(secret, message)['webhook-signature'] ?? '';

describe('the signature of a message', () => {
  it('is the one that Standard Webhooks gives as its example', () => {
    const known = parseWebhookSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const headers = webhookHeaders(known ?? Buffer.alloc(0), {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    });
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('holds for what was signed, also beside another one', () => {
    expect(verifyWebhook(secret, message, signed(), NOW)).toBe('valid');
    expect(verifyWebhook(secret, message, `v1,AAAA v2,x ${signed()}`, NOW)).toBe('valid');
  });

  it.each([
    ['another body', { body: '{"a":2}' }],
    ['another id', { id: 'msg_2' }],
    ['another time', { timestamp: NOW + 1 }],
  ])('does not hold for %s', (_, change) => {
    expect(verifyWebhook(secret, { ...message, ...change }, signed(), NOW)).toBe('wrong_signature');
  });

  it.each(['', 'v1,', 'v1', 'v2,AAAA', 'nonsense'])('is not %j', (text) => {
    expect(verifyWebhook(secret, message, text, NOW)).toBe('wrong_signature');
  });

  it('is of no use any more when it is old, or from the future', () => {
    for (const late of [WEBHOOK_TOLERANCE_SECONDS + 1, -WEBHOOK_TOLERANCE_SECONDS - 1]) {
      expect(verifyWebhook(secret, message, signed(), NOW + late)).toBe('stale');
    }
    expect(verifyWebhook(secret, message, signed(), NOW + WEBHOOK_TOLERANCE_SECONDS)).toBe('valid');
  });
});

describe('a secret', () => {
  it('has 24 to 64 bytes behind its prefix', () => {
    const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
    expect([23, 24, 64, 65].map((bytes) => parseWebhookSecret(of(bytes)) !== null)).toEqual([false, true, true, false]);
  });

  it.each(['', 'secret', 'whsec_', 'whsec_not base64'])('is not %j', (text) => {
    expect(parseWebhookSecret(text)).toBeNull();
  });
});
