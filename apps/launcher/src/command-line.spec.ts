import { parseCommandLine } from './command-line';

test.each([
  [[], { kind: 'start', demo: true }],
  [['--no-demo'], { kind: 'start', demo: false }],
  [['migrate'], { kind: 'migrate' }],
  [['keys', '/tmp/x'], { kind: 'keys', folder: '/tmp/x' }],
  [['--help'], { kind: 'help' }],
])('%p is understood', (args, command) => {
  expect(parseCommandLine(args)).toEqual(command);
});

test.each([[['--nodemo']], [['start']], [['keys']], [['migrate', '--no-demo']], [['--no-demo', 'x']]])(
  '%p is not',
  (args) => {
    expect(() => parseCommandLine(args)).toThrow('is not an option');
  },
);
