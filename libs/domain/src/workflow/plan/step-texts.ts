import { isJsonObject, type JsonValue } from '../definition/json-value';
import type { Condition, ParseCondition } from '../condition/condition';
import { pathsIn } from '../condition/paths-in';
import { parseTemplate } from '../template/parse-template';
import { pointerTo } from '../template/pointer';
import type { Path, Template } from '../template/template';
import type { DefinitionError } from '../validate/definition-error';
import { stepError, type DraftStep } from './draft-step';
import type { TemplateField } from './workflow-plan';

/** A path that a step reads, before anybody looked for what it names. */
export interface FoundReference {
  readonly path: Path;
  readonly pointer: string;
  readonly field: TemplateField | 'condition' | 'when';
}

/** The templates and conditions of one step, parsed. */
export interface StepTexts {
  readonly templates: { readonly [field in TemplateField]?: Template };
  readonly condition: Condition | null;
  readonly cases: readonly Condition[];
  readonly references: readonly FoundReference[];
  readonly errors: readonly DefinitionError[];
}

/** Which fields hold templates, by type; every type has `output` and `compensate`, too. */
const FIELDS: Readonly<Record<DraftStep['kind'], readonly TemplateField[]>> = {
  task: ['parameters'],
  parallel: [],
  map: ['items'],
  switch: [],
  wait: ['seconds', 'until'],
  approval: ['message', 'approvers'],
  signal: [],
  workflow: ['inputs'],
};

export function parseStepTexts(step: DraftStep, parseCondition: ParseCondition): StepTexts {
  const reader = new TextReader(step, parseCondition);
  for (const field of FIELDS[step.kind]) reader.template(field, step.raw[field], pointerTo(step.pointer, field));
  reader.template('output', step.raw['output'], pointerTo(step.pointer, 'output'));
  const compensate = step.raw['compensate'];
  if (isJsonObject(compensate)) {
    reader.template('compensate', compensate['parameters'], pointerTo(step.pointer, 'compensate', 'parameters'));
  }
  const condition = reader.condition('condition', step.raw['condition'], pointerTo(step.pointer, 'condition'));
  const cases = whensOf(step).map(({ when, pointer }) => reader.condition('when', when, pointer));
  const { templates, references, errors } = reader;
  return { templates, references, errors, condition, cases: cases.filter((each) => each !== null) };
}

class TextReader {
  readonly templates: { [field in TemplateField]?: Template } = {};
  readonly references: FoundReference[] = [];
  readonly errors: DefinitionError[] = [];

  constructor(
    private readonly step: DraftStep,
    private readonly parse: ParseCondition,
  ) {}

  template(field: TemplateField, value: JsonValue | undefined, pointer: string): void {
    if (value === undefined) return;
    const { template, references, problems } = parseTemplate(value, pointer);
    this.templates[field] = template;
    this.references.push(...references.map(({ path, pointer: at }) => ({ path, pointer: at, field })));
    this.errors.push(...problems.map(({ code, message, pointer: at }) => stepError(this.step, code, message, at)));
  }

  condition(field: 'condition' | 'when', text: JsonValue | undefined, pointer: string): Condition | null {
    if (typeof text !== 'string') return null;
    const parsed = this.parse(text);
    if (!parsed.ok) {
      this.errors.push(stepError(this.step, 'CONDITION_INVALID', parsed.message, pointer));
      return null;
    }
    this.references.push(...pathsIn(parsed.condition).map((path) => ({ path, pointer, field })));
    return parsed.condition;
  }
}

function whensOf({ kind, raw, pointer }: DraftStep): { when: JsonValue | undefined; pointer: string }[] {
  const cases = raw['cases'];
  if (kind !== 'switch' || !Array.isArray(cases)) return [];
  return (cases as readonly JsonValue[]).map((each, index) => ({
    when: isJsonObject(each) ? each['when'] : undefined,
    pointer: pointerTo(pointer, 'cases', index, 'when'),
  }));
}
