import fc from 'fast-check';
import { attachment } from './download-headers';

describe('the name of a download', () => {
  it.each([
    ['fox.txt', `attachment; filename="fox.txt"; filename*=UTF-8''fox.txt`],
    ['logs/build.log', `attachment; filename="build.log"; filename*=UTF-8''build.log`],
    ['Grüße "1".txt', `attachment; filename="Gr__e _1_.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.txt`],
    [`it's (1)*.txt`, `attachment; filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
  ])('%j becomes %s', (name, header) => {
    expect(attachment(name)).toBe(header);
  });

  it('never breaks out of its header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(attachment(name)).toMatch(/^attachment; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w!.~%-]*$/);
      }),
    );
  });
});
