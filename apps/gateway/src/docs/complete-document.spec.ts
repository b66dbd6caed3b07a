import type { OpenAPIObject } from '@nestjs/swagger';
import { completeDocument } from './complete-document';

const documentOf = (operation: object, schemas: object = {}): OpenAPIObject =>
  ({
    openapi: '3.1.0',
    info: {},
    paths: { '/a/{id}': { post: operation } },
    components: { schemas },
  }) as unknown as OpenAPIObject;

interface Completed {
  readonly paths: Record<string, { post: { security: unknown; responses: Record<string, unknown> } }>;
  readonly components: { schemas: Record<string, { properties: Record<string, unknown> }> };
}
const NOTHING: { security?: unknown; responses: Record<string, unknown> } = { responses: {} };
const complete = (document: OpenAPIObject): Completed => completeDocument(document) as unknown as Completed;

describe('completeDocument', () => {
  it('adds the problems an operation can answer with', () => {
    const { responses } = complete(documentOf({ responses: { 201: {} } })).paths['/a/{id}']?.post ?? NOTHING;
    expect(Object.keys(responses)).toEqual(['201', '400', '401', '403', '404', '413', '415', '500', '503']);
    expect(responses[404]).toMatchObject({ description: expect.stringContaining('TASK_NOT_FOUND') as string });
  });

  it('asks for no login where none is needed', () => {
    const { security, responses } = complete(documentOf({ 'x-public': true })).paths['/a/{id}']?.post ?? NOTHING;
    expect(security).toEqual([]);
    expect(responses).not.toHaveProperty('401');
  });

  it('writes null as OpenAPI 3.1 does', () => {
    const properties = {
      text: { type: 'string', nullable: true },
      choice: { type: 'string', enum: ['a'], nullable: true },
      other: { $ref: '#/x', nullable: true },
      plain: { type: 'string' },
    };
    const completed = complete(documentOf({}, { Thing: { type: 'object', properties } }));
    expect(completed.components.schemas.Thing?.properties).toEqual({
      text: { type: ['string', 'null'] },
      choice: { type: ['string', 'null'], enum: ['a', null] },
      other: { anyOf: [{ $ref: '#/x' }, { type: 'null' }] },
      plain: { type: 'string' },
    });
  });
});
