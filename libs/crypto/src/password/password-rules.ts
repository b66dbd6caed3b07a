import { COMMON_WORDS } from './common-passwords';

export const MIN_PASSWORD_LENGTH = 12;
/** Longer ones only cost time to hash. */
export const MAX_PASSWORD_LENGTH = 256;

const FEW_CHARACTERS = 4;

/** Why a password is not accepted, as a sentence about it; null when it is fine. */
export function passwordWeakness(password: string, email: string): string | null {
  if ([...password].length < MIN_PASSWORD_LENGTH) return `must have at least ${MIN_PASSWORD_LENGTH} characters`;
  if (password.length > MAX_PASSWORD_LENGTH) return `must have at most ${MAX_PASSWORD_LENGTH} characters`;
  const lower = password.toLowerCase();
  if (new Set(lower).size <= FEW_CHARACTERS) return 'repeats too few characters';
  if (isSequence(lower)) return 'is a simple sequence';
  if (containsName(lower, email)) return 'must not contain the email address';
  return isCommon(lower) ? 'is one of the most common passwords' : null;
}

/** A common word, several of them in a row, or one with digits and punctuation around it. */
function isCommon(lower: string): boolean {
  const core = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  if ([lower, core, unleet(lower), unleet(core)].some((form) => COMMON_WORDS.has(form))) return true;
  if (COMMON_WORDS.has(lower.replace(/[^a-z0-9]/g, ''))) return true;
  return isRepeated(core) || isMadeOfCommonWords(unleet(core));
}

function isMadeOfCommonWords(text: string): boolean {
  const reachable = new Set([0]);
  for (let start = 0; start < text.length; start++) {
    if (!reachable.has(start)) continue;
    for (let end = start + 3; end <= text.length; end++) {
      if (COMMON_WORDS.has(text.slice(start, end))) reachable.add(end);
    }
  }
  return reachable.has(text.length);
}

function isRepeated(text: string): boolean {
  return /^(.{1,6})\1+$/.test(text);
}

function unleet(text: string): string {
  const letters: Record<string, string> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    '@': 'a',
    $: 's',
  };
  return text.replace(/[013457@$]/g, (sign) => letters[sign] ?? sign);
}

function isSequence(text: string): boolean {
  const steps = [...text].slice(1).map((char, index) => char.charCodeAt(0) - text.charCodeAt(index));
  return steps.filter((step) => step === 1 || step === -1).length >= text.length - 2;
}

function containsName(lower: string, email: string): boolean {
  const address = email.toLowerCase();
  const name = address.split('@')[0] ?? '';
  return lower.includes(address) || (name.length >= 5 && lower.includes(name));
}
