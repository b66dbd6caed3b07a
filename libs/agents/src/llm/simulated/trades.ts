import type { JsonValue } from '../../schema/json-value';
import { listParameter, textParameter, type Assignment } from './assignment';
import { exportedNames, fileOfDiff, identifierFrom, testCode } from './code-words';
import { article, capitalized, paragraph, sentence } from './prose';

/** Where a value stands: its property's name, and its number among the items of the list around it. */
export interface Place {
  readonly name: string;
  readonly index: number;
}

/** Words of a trade for a property of this name. */
type Wording = (assignment: Assignment, place: Place) => JsonValue;
type Vocabulary = Readonly<Record<string, Wording>>;

const DEFAULT_WORDS = 700;

const GENERAL: Vocabulary = {
  title: ({ subject }) => capitalized(subject),
  summary: ({ subject, random }) => paragraph(subject, 2, random),
  description: ({ subject, random }) => sentence(subject, random),
  notes: ({ subject, random }) => paragraph(subject, 2, random),
  name: ({ subject }) => subject,
  open_questions: ({ subject, random }, { index }) =>
    [
      `Who decides about ${subject} when two goals conflict?`,
      `What happens to ${subject} without a connection?`,
      sentence(subject, random),
    ][index % 3] ?? '',
};

const MARKETING: Vocabulary = {
  title: ({ subject, random }) =>
    random.pick([
      `${capitalized(subject)}: what works and why`,
      `A practical guide to ${subject}`,
      `${capitalized(subject)} without the guesswork`,
    ]),
  excerpt: ({ subject, random }) => `A short, practical look at ${subject}. ${sentence(subject, random)}`,
  content: (assignment) => {
    const { subject, random, parameters } = assignment;
    const wanted = parameters['word_count'];
    const words = typeof wanted === 'number' ? wanted : DEFAULT_WORDS;
    const call = textParameter(assignment, 'call_to_action');
    return `# ${capitalized(subject)}\n\n${article(subject, words, random)}${call === undefined ? '' : `\n\n**${call}**`}`;
  },
  meta_description: ({ subject }) =>
    `What ${subject} is, where to start, and how to tell that it helps. A practical guide with examples.`,
  keywords: (assignment, { index }) =>
    listParameter(assignment, 'keywords')[index] ??
    [assignment.subject.toLowerCase(), 'guide', 'examples'][index % 3] ??
    'guide',
  headlines: ({ subject, random }) =>
    random.pick([
      `${capitalized(subject)}, explained`,
      `Start with ${subject}`,
      `${capitalized(subject)} in ten minutes`,
    ]),
  call_to_action: (assignment) => textParameter(assignment, 'call_to_action') ?? 'Read the guide',
};

const TESTING: Vocabulary = {
  test_code: (assignment) => testCode(assignment),
  test_file: (assignment) => {
    const path = textParameter(assignment, 'file_path') ?? 'module.js';
    return textParameter(assignment, 'language') === 'python'
      ? path.replace(/([^/]+)\.py$/, 'test_$1.py')
      : path.replace(/\.(\w+)$/, '.test.$1');
  },
  name: (assignment, { index }) => {
    const target = exportedNames(assignment)[Math.floor(index / 3)] ?? exportedNames(assignment)[0] ?? 'the module';
    return (
      [
        `${target} returns what it promises`,
        `${target} copes with empty input`,
        `${target} refuses what it cannot use`,
      ][index % 3] ?? target
    );
  },
  kind: (_, { index }) => ['happy_path', 'edge_case', 'error'][index % 3] ?? 'happy_path',
  description: (_, { index }) =>
    [
      'The ordinary case, with the values from the documentation.',
      'Nothing, one, and many: the ends of the range.',
      'Input of the wrong type is refused with a clear error.',
    ][index % 3] ?? '',
  target: (assignment, { index }) =>
    exportedNames(assignment)[Math.floor(index / 3)] ?? exportedNames(assignment)[0] ?? 'module',
};

const USER_STORY: Vocabulary = {
  id: (_, { index }) => `US-${index + 1}`,
  title: ({ subject }, { index }) =>
    [
      `Start ${subject}`,
      `See the state of ${subject}`,
      `Correct a mistake in ${subject}`,
      `Be told when ${subject} is done`,
    ][index % 4] ?? subject,
  as_a: (assignment, { index }) => {
    const personas = listParameter(assignment, 'personas');
    return (
      personas[index % Math.max(1, personas.length)] ??
      ['customer', 'team lead', 'support agent'][index % 3] ??
      'customer'
    );
  },
  i_want: ({ subject }, { index }) =>
    [
      `to begin ${subject} in one step`,
      `to see at a glance where ${subject} stands`,
      `to take back a wrong entry in ${subject}`,
      `to get a message when ${subject} is finished`,
    ][index % 4] ?? `to use ${subject}`,
  so_that: (_, { index }) =>
    [
      'I do not lose time on preparation',
      'I need not ask anybody',
      'a slip does not cost me the whole work',
      'I can do something else meanwhile',
    ][index % 4] ?? 'it helps me',
  given: ({ subject }, { index }) =>
    [
      `a signed-in person without anything open in ${subject}`,
      `${subject} is under way`,
      `a connection that breaks in the middle of ${subject}`,
    ][index % 3] ?? '',
  when: ({ subject }, { index }) =>
    [`they open ${subject}`, 'they look at the overview', 'the connection is back'][index % 3] ?? '',
  then: (_, { index }) =>
    [
      'the first step is shown within a second',
      'the state and the time of the last change are shown',
      'nothing they entered is lost',
    ][index % 3] ?? '',
  priority: (_, { index }) => ['must', 'should', 'could'][index % 3] ?? 'should',
  estimate_points: ({ random }) => random.pick([1, 2, 3, 5, 8]),
};

const ENGINEERING: Vocabulary = {
  summary: (assignment) =>
    textParameter(assignment, 'diff') === undefined
      ? paragraph(assignment.subject, 2, assignment.random)
      : `The change does what it says. Before it goes in, the handling of failures in ${fileOfDiff(assignment)} should be looked at again; the other remarks are small.`,
  verdict: () => 'request_changes',
  file: (assignment) => fileOfDiff(assignment),
  line: ({ random }) => random.integer(3, 60),
  severity: (_, { index }) => ['major', 'minor', 'info'][index % 3] ?? 'minor',
  category: (assignment, { index }) =>
    listParameter(assignment, 'focus')[index] ??
    ['correctness', 'readability', 'performance'][index % 3] ??
    'correctness',
  message: (_, { index }) =>
    [
      'The result of this call is not checked: if it fails, the function goes on with a value that does not exist.',
      'The name says how this works, not what it is for.',
      'This is computed again in every turn of the loop, although it does not change.',
    ][index % 3] ?? '',
  suggestion: (_, { index }) =>
    [
      'Return early when there is no result, and add a test for that case.',
      'Name it after what the caller gets.',
      'Move it in front of the loop.',
    ][index % 3] ?? '',
  name: ({ subject }) => identifierFrom(subject),
};

const PLATFORM: Vocabulary = {
  // Nothing is changed, so the project stands where it stood.
  workspace_path: (assignment) => textParameter(assignment, 'workspace_path') ?? '.',
  patch: () => '',
};

const BY_TEAM: Readonly<Record<string, Vocabulary>> = {
  marketing: MARKETING,
  testing: TESTING,
  'user-story': USER_STORY,
  engineering: ENGINEERING,
  platform: PLATFORM,
};

/** What somebody of the trade would write here; undefined when the trade has no words for it. */
export function tradeValue(assignment: Assignment, place: Place): JsonValue | undefined {
  const vocabulary = BY_TEAM[assignment.team] ?? {};
  const wording = own(vocabulary, place.name) ?? own(GENERAL, place.name);
  return wording?.(assignment, place);
}

function own(vocabulary: Vocabulary, name: string): Wording | undefined {
  return Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
}
