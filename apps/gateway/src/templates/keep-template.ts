import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { type Origin, type TemplateContent, type TemplateOutcome, WorkflowTemplateStore } from '@cadre/persistence';
import { staleVersion } from '../http/etag';
import { templateNotFound } from '../http/template-not-found';
import type { Principal } from '../http/principal';
import { invalidFields, ProblemError } from '../http/problem.error';
import { DefinitionCheck } from '../workflows/definition/definition-check.port';
import { readDefinition } from './read-definition';
import { ownerView } from './template-owner';
import type { TemplateBody } from './template.body';

/** Who changes a template, from where, and what they believe its version to be. */
export interface TemplateChanger {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly ifVersion: number | undefined;
}

/** Makes templates and their next versions, of definitions without a mistake. Answers the name. */
@Injectable()
export class KeepTemplate {
  constructor(
    private readonly store: WorkflowTemplateStore,
    private readonly definitions: DefinitionCheck,
  ) {}

  async create(body: TemplateBody, { principal, origin }: TemplateChanger): Promise<string> {
    const content = await this.contentOf(body, null, principal);
    const { name } = content.definition;
    const visibility = body.visibility ?? 'private';
    const { tenant, userId: owner } = principal;
    require(await this.store.create({ ...content, visibility, name, tenant, owner }, origin));
    return name;
  }

  /** The next version; what the body leaves out of the template itself stays. */
  async put(name: string, body: TemplateBody, changer: TemplateChanger): Promise<void> {
    const { principal } = changer;
    const seen = await this.store.get(name, ownerView(principal));
    if (seen === null) throw templateNotFound();
    const content = await this.contentOf(body, name, principal);
    const visibility = body.visibility ?? seen.visibility;
    require(await this.store.putVersion(name, { ...content, visibility }, changeOf(changer)));
  }

  async activate(name: string, version: number, changer: TemplateChanger): Promise<void> {
    require(await this.store.activate(name, version, changeOf(changer)));
  }

  private async contentOf(
    body: TemplateBody,
    name: string | null,
    principal: Principal,
  ): Promise<Omit<TemplateContent, 'visibility'>> {
    const { raw, under } = readDefinition(body, name);
    if (raw['steps'] === undefined) throw invalidFields({ path: `${under}/steps`, message: 'is required' });
    const { tenant, userId } = principal;
    const { definition, totalSteps } = await this.definitions.check(raw, { tenant, userId }, under);
    return { description: definition.description ?? null, definition, totalSteps };
  }
}

function changeOf({ principal, origin, ifVersion }: TemplateChanger) {
  return {
    by: ownerView(principal),
    origin: { ...origin, userId: principal.userId },
    ...(ifVersion !== undefined && { ifVersion }),
  };
}

function require(outcome: TemplateOutcome): void {
  switch (outcome.kind) {
    case 'done':
      return;
    case 'name_taken':
      throw new ProblemError(
        ProblemCode.AlreadyExists,
        'There is a template of this name; PUT makes its next version.',
        {
          errors: [{ path: '/name', message: 'is taken' }],
        },
      );
    case 'not_found':
    case 'version_not_found':
      throw templateNotFound();
    case 'forbidden':
      throw new ProblemError(ProblemCode.Forbidden, 'The template is somebody else’s; make one of your own.');
    case 'stale':
      throw staleVersion(outcome.rowVersion);
  }
}
