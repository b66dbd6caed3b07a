import type { INestApplication } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { buildDocument } from './build-document';

const VERSION = '0.1.0';

/** The OpenAPI document as it is served; made when somebody asks first, because making it takes a while. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | undefined;
  private text: string | undefined;

  /** To be called once all routes are there. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  json(): string {
    if (this.app === undefined) return '{}';
    this.text ??= JSON.stringify(buildDocument(this.app, VERSION));
    return this.text;
  }
}
