import type { SeededRandom } from './seeded-random';

const OPENINGS = [
  'Most teams meet {subject} long before they have a plan for it.',
  'There is a simple reason why {subject} keeps coming up: it decides how the rest of the work goes.',
  'Ask three people about {subject} and you will get three good answers to different questions.',
  'The first thing to know about {subject} is what it is not.',
] as const;
const SENTENCES = [
  'What matters in practice is the order of the steps, not their number.',
  'A small example says more than a long definition, so let us take one.',
  'The people who do this well start with the reader and work backwards.',
  'None of this needs a large budget; it needs somebody who decides.',
  'Write the result down where the next person will look for it.',
  'The numbers matter less than the habit of looking at them every week.',
  'When {subject} goes wrong, it usually goes wrong quietly and early.',
  'Two questions help here: who is this for, and what should they do next?',
  'It is tempting to do everything at once, and it is rarely worth it.',
  'Seen from the customer, {subject} is one moment in a longer day.',
  'Good work on {subject} looks obvious afterwards, which is the best thing one can say about it.',
  'Start with the case that happens most often, and leave the rare ones for later.',
  'A short list that is kept is better than a long one that is admired.',
  'That is the part people remember, so give it the most care.',
] as const;
const HEADINGS = [
  'Why it matters',
  'Where to start',
  'What works',
  'What to avoid',
  'A worked example',
  'How to tell that it helps',
  'Next steps',
] as const;
const CLOSINGS = [
  'If you take one thing from this, take the first step today and the second one next week.',
  'Try it on one case, look at what changed, and then decide about the rest.',
] as const;

/** Plausible prose about a subject: an opening, sections of about the wanted length, a closing. */
export function article(subject: string, words: number, random: SeededRandom): string {
  const parts = [fill(random.pick(OPENINGS), subject)];
  for (let section = 0; countWords(parts) < words - 30 && section < 400; section++) {
    const heading = HEADINGS[section % HEADINGS.length] ?? HEADINGS[0];
    if (section < HEADINGS.length) parts.push(`## ${heading}`);
    parts.push(paragraph(subject, random.integer(3, 6), random));
  }
  return [...parts, random.pick(CLOSINGS)].join('\n\n');
}

export function paragraph(subject: string, sentences: number, random: SeededRandom): string {
  return Array.from({ length: sentences }, () => sentence(subject, random)).join(' ');
}

export function sentence(subject: string, random: SeededRandom): string {
  return fill(random.pick(SENTENCES), subject);
}

export function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function countWords(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + wordCount(part), 0);
}

/** The subject is put in as it is: what it contains is never read as a placeholder. */
function fill(template: string, subject: string): string {
  return template.split('{subject}').join(subject);
}
