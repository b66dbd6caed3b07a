import { AllowList } from './allow-list';
import { checkAddress, checkUrl } from './address-guard';

const rules = { allowList: AllowList.none };

/** The first, a middle and the last address of every range that must not be called. */
const REFUSED_ADDRESSES = [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
  ],
  ...['169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1'],
  ...['192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::1',
  ],
  ...[
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fdff::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff00::1',
    'ff02::1',
    '3fff::1',
    '5f00::1',
  ],
];

const PUBLIC_ADDRESSES = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '198.17.0.1',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450::1',
  '::ffff:8.8.8.8',
];

describe('addresses that must not be called', () => {
  it.each(REFUSED_ADDRESSES)('%s is refused when a name resolves to it', (address) => {
    expect(() => checkAddress(address, 443, rules)).toThrow('not allowed');
  });

  it.each(REFUSED_ADDRESSES.filter((address) => !address.includes('%')))('%s is refused as a literal', (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(() => checkUrl(`https://${host}/`, rules)).toThrow('not allowed');
  });

  it.each(PUBLIC_ADDRESSES)('%s is public', (address) => {
    expect(() => checkAddress(address, 443, rules)).not.toThrow();
  });

  it.each([
    ['decimal', 'https://2130706433/'],
    ['octal', 'https://0177.0.0.1/'],
    ['hexadecimal', 'https://0x7f.0.0.1/'],
    ['one hexadecimal number', 'https://0x7f000001/'],
    ['short', 'https://127.1/'],
    ['shorter', 'https://0/'],
    ['full-width digits', 'https://１２７.0.0.1/'],
    ['circled digits', 'https://①②⑦.0.0.1/'],
    ['percent-encoded', 'https://%31%32%37.0.0.1/'],
    ['ending in a dot', 'https://127.0.0.1./'],
    ['localhost', 'https://localhost/'],
    ['localhost with a dot', 'https://localhost./'],
    ['a name below localhost', 'https://a.localhost/'],
    ['upper case', 'https://LOCALHOST/'],
    ['a cloud metadata name', 'https://metadata.google.internal/'],
    ['a name without a domain', 'https://database/'],
    ['a local name', 'https://printer.local/'],
    ['mapped IPv6 in hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['credentials', 'https://user:secret@example.com/'],
    ['a user alone', 'https://user@example.com/'],
    ['plain http', 'http://example.com/'],
    ['file', 'file:///etc/passwd'],
    ['gopher', 'gopher://example.com/'],
    ['ftp', 'ftp://example.com/'],
    ['data', 'data:text/plain,x'],
    ['javascript', 'javascript:alert(1)'],
    ['no URL', 'example.com'],
    ['nothing', ''],
    ['an endless address', `https://example.com/${'a'.repeat(2000)}`],
  ])('%s is refused: %s', (_, url) => {
    expect(() => checkUrl(url, rules)).toThrow(expect.objectContaining({ code: 'URL_NOT_ALLOWED' }) as Error);
  });

  it('lets a public https address pass', () => {
    expect(checkUrl('https://example.com:8443/a?b=c', rules).href).toBe('https://example.com:8443/a?b=c');
  });
});

describe('the allow-list for development', () => {
  const allowList = AllowList.parse(['127.0.0.1:8080', '10.1.0.0/16', 'stub.test:9000', '[::1]:8081', 'fd00::/8']);

  it.each([
    'http://127.0.0.1:8080/',
    'https://127.0.0.1:8080/',
    'http://10.1.2.3/',
    'http://stub.test:9000/',
    'http://[::1]:8081/',
    'http://[fd12::1]/',
    'http://2130706433:8080/',
  ])('opens %s', (url) => {
    expect(() => checkUrl(url, { allowList })).not.toThrow();
  });

  it.each([
    'http://127.0.0.1:8081/',
    'https://127.0.0.2:8080/',
    'https://10.2.0.1/',
    'http://stub.test/',
    'http://other.test:9000/',
    'https://[::1]/',
  ])('leaves %s closed', (url) => {
    expect(() => checkUrl(url, { allowList })).toThrow('allowed');
  });

  it.each(['http://x', 'a b', '127.0.0.1:port', '[::1', '300.1.1.1/8', '*', ''])('refuses the entry %p', (entry) => {
    expect(() => AllowList.parse([entry])).toThrow('is not a host');
  });
});
