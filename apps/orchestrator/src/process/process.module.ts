import { type DynamicModule, Module } from '@nestjs/common';
import { Process } from './process.port';

/** What the process was started with. */
@Module({})
export class ProcessModule {
  static forRoot(process: Process): DynamicModule {
    return {
      module: ProcessModule,
      global: true,
      providers: [{ provide: Process, useValue: process }],
      exports: [Process],
    };
  }
}
