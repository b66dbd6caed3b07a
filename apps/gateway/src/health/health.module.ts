import { Module } from '@nestjs/common';
import { CheckHealth } from './check-health';
import { HealthController } from './health.controller';
import { ProbesController } from './probes.controller';

/** Probes for machines, and a look at the whole for people. */
@Module({ controllers: [ProbesController, HealthController], providers: [CheckHealth] })
export class HealthModule {}
