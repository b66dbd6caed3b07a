import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from './problem.filter';
import { StrictValidationPipe } from './strict-validation.pipe';
import { UndeclaredInputGuard } from './undeclared-input.guard';

/** What holds for every route: problems as answers, declared input only. */
@Module({
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: StrictValidationPipe },
    { provide: APP_GUARD, useClass: UndeclaredInputGuard },
  ],
})
export class HttpModule {}
