import { resolve } from 'node:path';
import { counts, email, integer, name, oneOf, onOff, origins, path, paths, url, words, type Kind } from './kinds';

const good: [string, Kind<unknown>, string, unknown][] = [
  ['integer', integer(-1, 5), '-1', -1],
  ['integer', integer(0, 10), '10', 10],
  ['oneOf', oneOf('a', 'b'), 'b', 'b'],
  ['onOff', onOff, 'off', false],
  ['url', url('http', 'https'), 'HTTPS://x.org/p', 'HTTPS://x.org/p'],
  ['url', url('postgres'), 'postgres://u:p@h:1/d', 'postgres://u:p@h:1/d'],
  ['path', path, 'some/where', resolve('some/where')],
  ['paths', paths, '/a:/b/../c', ['/a', '/c']],
  ['words', words, ' a, b ,,c', ['a', 'b', 'c']],
  ['origins', origins, 'https://a.example, http://localhost:8080', ['https://a.example', 'http://localhost:8080']],
  ['email', email, 'admin@localhost', 'admin@localhost'],
  [
    'counts',
    counts(9),
    'user-story=1, testing=0',
    new Map([
      ['user-story', 1],
      ['testing', 0],
    ]),
  ],
  ['name', name, 'worker-1.a_b:c', 'worker-1.a_b:c'],
];
const bad: [string, Kind<unknown>, string][] = [
  ['integer', integer(0, 5), '6'],
  ['integer', integer(0, 5), '1e0'],
  ['integer', integer(0, 5), ' 1'],
  ['integer', integer(0, 5), '0x1'],
  ['oneOf', oneOf('a', 'b'), 'constructor'],
  ['onOff', onOff, 'true'],
  ['onOff', onOff, 'toString'],
  ['url', url('http'), 'ftp://x'],
  ['url', url('http'), 'http'],
  ['origins', origins, '*'],
  ['origins', origins, 'https://a.example/path'],
  ['paths', paths, '/a:b'],
  ['email', email, 'nobody'],
  ['email', email, 'a b@c'],
  ['counts', counts(9), 'testing'],
  ['counts', counts(9), 'testing=10'],
  ['counts', counts(9), 'testing=1,testing=2'],
  ['counts', counts(9), 'testing=-1'],
  ['name', name, 'a b'],
];

test.each(good)('%s reads %#', (_, kind, written, value) => {
  expect(kind.parse(written)).toEqual({ ok: true, value });
});

test.each(bad)('%s refuses %#', (_, kind, written) => {
  expect(kind.parse(written)).toEqual({ ok: false, rule: kind.rule });
});
