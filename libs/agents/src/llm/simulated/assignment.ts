import type { AgentDefinition } from '@cadre/domain';
import { isRecord } from '../../schema/json-value';
import { SeededRandom } from './seeded-random';

/** What a simulated answer is made from. */
export interface Assignment {
  readonly team: string;
  /** What the task is about, in the caller's own words. */
  readonly subject: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly random: SeededRandom;
}

/** Parameters that usually name the subject, most telling first. */
const SUBJECT_NAMES = [
  'topic',
  'feature',
  'subject',
  'title',
  'goal',
  'question',
  'business_question',
  'request',
  'problem',
  'requirement',
  'use_case',
  'user_task',
  'ui_task',
  'brief',
  'description',
  'file_path',
  'name',
  'context',
];
const MAX_SUBJECT = 120;

/** The same agent and parameters give the same assignment. */
export function toAssignment(definition: AgentDefinition, parameters: unknown): Assignment {
  const given = isRecord(parameters) ? parameters : {};
  const seed = `${definition.agent_id}\n${JSON.stringify(given)}`;
  return { team: definition.team, subject: subjectOf(given), parameters: given, random: new SeededRandom(seed) };
}

export function textParameter({ parameters }: Assignment, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function listParameter({ parameters }: Assignment, name: string): string[] {
  const value = parameters[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function subjectOf(parameters: Record<string, unknown>): string {
  const named = SUBJECT_NAMES.map((name) => parameters[name]).find(isShortText);
  const subject = named ?? Object.values(parameters).find(isShortText) ?? 'the task';
  const line = subject.split('\n')[0]?.trim() ?? subject;
  return line.length > MAX_SUBJECT ? `${line.slice(0, MAX_SUBJECT).trimEnd()}…` : line;
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 2_000;
}
