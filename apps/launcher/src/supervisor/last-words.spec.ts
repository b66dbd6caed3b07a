import { findLastWords } from './last-words';

const UNCAUGHT = `
node:internal/modules/cjs/loader:1207
  const err = new Error(message);
              ^

Error: Cannot find module './x'
Require stack:
- /app/main.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/app/main.js' ]
}

Node.js v20.20.2`;

describe('the last words of a process', () => {
  it('are the error, not its stack', () => {
    expect(findLastWords(UNCAUGHT.split('\n'))).toBe("Error: Cannot find module './x'");
  });

  it('are the last line where nothing looks like an error', () => {
    expect(findLastWords(['PORT is wrong', 'cadre-gateway: two mistakes', ''])).toBe('cadre-gateway: two mistakes');
    expect(findLastWords(['', '    at x.js:1'])).toBeUndefined();
  });
});
