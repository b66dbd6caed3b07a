import type { RegExpEngine } from 'ajv/dist/types';
import { RE2JS } from 're2js';

const MAX_PATTERN_LENGTH = 500;

/**
 * The engine for patterns in agents' schemas. It matches in time linear in the text, so a pattern such as `^(a|a)*$`
 * cannot freeze the event loop; it knows no back-references and no look-around, and refuses patterns that use them.
 */
export const linearTimePatterns: RegExpEngine = Object.assign(
  (pattern: string) => {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      throw new SyntaxError(`a pattern may have at most ${MAX_PATTERN_LENGTH} characters`);
    }
    const compiled = RE2JS.compile(pattern);
    return {
      test: (text: string) => compiled.test(text),
      // The compiler keeps one matcher per text of this name: without it, every pattern would be taken for the first.
      toString: () => `linear:${pattern}`,
    };
  },
  // Only read when validators are written out as source code, which never happens here.
  { code: 'linearTimePatterns' },
);
