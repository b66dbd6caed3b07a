import { etagOf, requireMatch } from './etag';

describe('requireMatch', () => {
  it.each([undefined, '*', '"7"', ' "6" , "7"'])('lets %s pass for version 7', (header) => {
    expect(() => requireMatch(header, 7)).not.toThrow();
  });

  it.each(['"6"', '7', 'W/"7"', '', '"77"'])('refuses %s for version 7, telling the present one', (header) => {
    expect(() => requireMatch(header, 7)).toThrow(
      expect.objectContaining({ code: 'PRECONDITION_FAILED', headers: { etag: etagOf(7) } }),
    );
  });
});
