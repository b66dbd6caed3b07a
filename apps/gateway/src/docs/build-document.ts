import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { completeDocument } from './complete-document';

const DESCRIPTION = `Submit work for a named agent, watch it, and get its result.

Log in with \`POST /api/v1/auth/login\` and send the access token as \`Authorization: Bearer …\`.
Everything that is refused is answered with \`application/problem+json\` and a stable \`code\`.`;

/** The OpenAPI document of the application's routes, without the routes of the documentation itself. */
export function buildDocument(app: INestApplication, version: string): Record<string, unknown> {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Cadre')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  return completeDocument(document);
}
