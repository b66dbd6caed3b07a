import { Module, type DynamicModule } from '@nestjs/common';
import type { Platform } from './platform/open-platform';
import { PlatformModule } from './platform/platform.module';
import { TeamModule } from './team/team.module';

/** The worker as Nest sees it. */
@Module({})
export class AppModule {
  static forRoot(platform: Platform): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.forRoot(platform), TeamModule] };
  }
}
