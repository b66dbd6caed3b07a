import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { USAGE_DIMENSIONS, UsageStore } from '@cadre/persistence';
import { AnyRole } from '../auth/roles.decorator';
import { API } from '../http/paths';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import type { Principal } from '../http/principal';
import { visibilityOf } from '../http/visibility';
import { UsageAnswer } from './usage-answers';
import { UsageQuery } from './usage-query';
import { viewUsage } from './view-usage';

const DEFAULT_PERIOD_MS = 30 * 86_400_000;
const DEFAULT_GROUPS = 100;

@ApiTags('Usage')
@AnyRole()
@Controller(`${API}/usage`)
export class UsageController {
  constructor(private readonly store: UsageStore) {}

  @Get()
  @ApiOperation({ summary: 'Tokens and cost of models, summed up by agent, user, tenant or day' })
  @ApiOkResponse({ type: UsageAnswer })
  async sum(@Query() query: UsageQuery, @CurrentPrincipal() principal: Principal): Promise<UsageAnswer> {
    const until = query.until === undefined ? new Date() : new Date(query.until);
    const since = query.since === undefined ? new Date(until.getTime() - DEFAULT_PERIOD_MS) : new Date(query.since);
    const asked = (query.by ?? 'agent').split(',');
    const by = USAGE_DIMENSIONS.filter((dimension) => asked.includes(dimension));
    const limit = query.limit ?? DEFAULT_GROUPS;
    const rows = await this.store.sum({ visibility: visibilityOf(principal), since, until, by, limit });
    return { ...viewUsage(rows), since, until };
  }
}
