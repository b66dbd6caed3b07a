import { Injectable } from '@nestjs/common';
import { type TemplateReader, WorkflowTemplateStore } from '@cadre/persistence';
import { templateNotFound } from '../../http/template-not-found';
import { checkInputs } from './check-inputs';
import type { CheckedTemplate, TemplateCheck, TemplateUse } from './template-check.port';

/** By the template as the database has it now. */
@Injectable()
export class StoredTemplateCheck implements TemplateCheck {
  constructor(private readonly templates: WorkflowTemplateStore) {}

  async check({ name, version, inputs }: TemplateUse, reader: TemplateReader): Promise<CheckedTemplate> {
    const template = await this.templates.get(name, reader, version);
    if (template?.definition.kind !== 'opened') throw templateNotFound();
    const definition = template.definition.value;
    return { template, definition, inputs: checkInputs(definition, inputs, '/inputs') };
  }
}
