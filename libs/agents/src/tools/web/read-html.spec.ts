import { readHtml } from './read-html';

const textOf = (html: string) => readHtml(html, 'https://example.com/a/').text;

describe('readHtml', () => {
  it.each([
    ['<p>One</p><p>Two</p>', 'One\nTwo'],
    ['a <b>bold</b>\n  word', 'a bold word'],
    ['x<style>p{}</style>y<SCRIPT>z</SCRIPT>!', 'xy!'],
    ['a<!-- <p>not</p> -->b', 'ab'],
    ['<!doctype html><html><body>hello</body></html>', 'hello'],
    ['5 < 6 &lt; 7 &#8364; &#x20ac; &unknown; &#0;', '5 < 6 < 7 € € &unknown; &#0;'],
    ['<a title="1 > 0">words</a>', 'words'],
    ['<ul><li>a<li>b</ul>', 'a\nb'],
    ['text <script>never closed', 'text'],
    ['<p', ''],
    ['', ''],
  ])('reads %j', (html, text) => {
    expect(textOf(html)).toBe(text);
  });

  it('finds the links, as whole addresses', () => {
    const html = `<a href="b.html">B <i>b</i></a><a href='https://other.example/?a=1&amp;b=2'>O</a><a name=x>no</a>
      <a href="javascript:steal()">bad</a><a href=/c>C</a>`;
    expect(readHtml(html, 'https://example.com/a/').links).toEqual([
      { text: 'B b', url: 'https://example.com/a/b.html' },
      { text: 'O', url: 'https://other.example/?a=1&b=2' },
      { text: 'C', url: 'https://example.com/c' },
    ]);
  });

  it.each(['<', '<a "', '<!--', '<script', '&', '<p>', '</', '<a href="'])(
    'looks at each character of a long page of %j a bounded number of times',
    (piece) => {
      const html = piece.repeat(200_000 / piece.length);
      expect(textOf(html).length).toBeLessThanOrEqual(html.length);
    },
    10_000,
  );
});
