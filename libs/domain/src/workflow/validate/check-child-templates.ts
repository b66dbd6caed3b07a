import { suggestion } from '../../text/nearest-name';
import { stepError, type DraftStep } from '../plan/draft-step';
import type { PlannedSteps } from '../plan/plan-steps';
import { pointerTo } from '../template/pointer';
import type { Template } from '../template/template';
import type { DefinitionContext } from './definition-context';
import type { DefinitionError } from './definition-error';
import { checkLiteralPart } from './literal-part';

/** A child's template has to be there, and what is written out of its inputs has to fit. */
export function checkChildTemplates({ steps, texts }: PlannedSteps, context: DefinitionContext): DefinitionError[] {
  return steps
    .filter(({ kind }) => kind === 'workflow')
    .flatMap((step) => checkChild(step, texts.get(step)?.templates.inputs, context));
}

function checkChild(step: DraftStep, inputs: Template | undefined, context: DefinitionContext): DefinitionError[] {
  const { template: name, version } = step.raw;
  if (typeof name !== 'string') return [];
  const child = context.templates.get(name);
  if (child === undefined) {
    const message = `there is no template "${name}"${suggestion(name, context.templates.keys())}`;
    return [stepError(step, 'UNKNOWN_TEMPLATE', message, pointerTo(step.pointer, 'template'))];
  }
  if (typeof version === 'number') {
    // The schema that is known is that of the active version.
    if (child.versions.includes(version)) return [];
    const message = `template "${name}" has no version ${version}; it has ${child.versions.join(', ')}`;
    return [stepError(step, 'UNKNOWN_TEMPLATE', message, pointerTo(step.pointer, 'version'))];
  }
  if (child.inputs === null) return [];
  const given = inputs ?? { kind: 'literal', value: {} };
  return checkLiteralPart(child.inputs, given, context.checkValue).map(({ path, message }) =>
    stepError(step, 'INPUTS_INVALID', `${message} (template "${name}")`, `${pointerTo(step.pointer, 'inputs')}${path}`),
  );
}
