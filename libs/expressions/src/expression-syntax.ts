import { isNameCode, scanPath, type Path } from '@cadre/domain';
import jsep from 'jsep';

/** A path, read by the same scanner as those in templates. */
export interface PathNode extends jsep.Expression {
  readonly type: 'Path';
  readonly path: jsep.baseTypes & Path;
}

export interface ExistsNode extends jsep.Expression {
  readonly type: 'Exists';
  readonly path: jsep.baseTypes & Path;
}

/** Parentheses leave no trace in the parser's tree, and `(not a) == b` is not `not a == b`. */
export interface GroupNode extends jsep.Expression {
  readonly type: 'Group';
  readonly inner: jsep.Expression;
}

const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'in', 'not', 'true', 'false', 'null']);
const OPENING = 40;
const CLOSING = 41;

configure();

/** The parser's tree of a text; throws its own errors. */
export function parseExpressionTree(text: string): jsep.Expression {
  // The parser takes a word at the very end of a text for a name.
  return jsep(`${text} `);
}

/** The parser is one object for the whole process; nobody else uses it. */
function configure(): void {
  jsep.removeAllBinaryOps();
  jsep.removeAllUnaryOps();
  jsep.removeAllLiterals();
  jsep.addBinaryOp('or', 1);
  jsep.addBinaryOp('and', 2);
  for (const operator of ['==', '!=', '<', '<=', '>', '>=', 'in']) jsep.addBinaryOp(operator, 3);
  jsep.addUnaryOp('not');
  jsep.addUnaryOp('-');
  jsep.addLiteral('true', true);
  jsep.addLiteral('false', false);
  jsep.addLiteral('null', null);
  jsep.hooks.add('gobble-token', function (env) {
    const node = this.code === OPENING ? groupAt(this) : nameAt(this);
    if (node !== undefined) env.node = node;
  });
}

function groupAt(parser: jsep.HookScope): GroupNode {
  parser.index++;
  const inner = parser.gobbleExpression() as jsep.Expression | false;
  if (inner === false) return parser.throwError('An expression is missing');
  expect(parser, CLOSING, 'Unclosed (');
  return { type: 'Group', inner };
}

function nameAt(parser: jsep.HookScope): PathNode | ExistsNode | undefined {
  if (!startsName(parser.code)) return undefined;
  const word = wordAt(parser.expr, parser.index);
  if (WORDS.has(word)) return undefined;
  if (word === 'exists') return existsAt(parser);
  return { type: 'Path', path: pathAt(parser) };
}

function existsAt(parser: jsep.HookScope): ExistsNode {
  parser.index += 'exists'.length;
  expect(parser, OPENING, 'exists takes one path in parentheses');
  parser.gobbleSpaces();
  const path = pathAt(parser);
  expect(parser, CLOSING, 'exists takes one path in parentheses');
  return { type: 'Exists', path };
}

function pathAt(parser: jsep.HookScope): Path {
  const scanned = scanPath(parser.expr, parser.index);
  if (!scanned.ok) return parser.throwError(scanned.problem.message);
  parser.index = scanned.end;
  return scanned.path;
}

function expect(parser: jsep.HookScope, code: number, message: string): void {
  parser.gobbleSpaces();
  if (parser.code !== code) parser.throwError(message);
  parser.index++;
}

function wordAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && isNameCode(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

/** Digits and `-` start numbers. */
function startsName(code: number): boolean {
  return isNameCode(code) && code !== 45 && !(code >= 48 && code <= 57);
}
