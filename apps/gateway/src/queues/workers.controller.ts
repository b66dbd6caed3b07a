import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemCode } from '@cadre/contracts';
import { type Origin, WorkerStore } from '@cadre/persistence';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole, Roles } from '../auth/roles.decorator';
import { RequestOrigin } from '../http/origin.decorator';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { ProblemError } from '../http/problem.error';
import { ListWorkers, workerItem } from './list-workers';
import { WorkerItem, WorkerList } from './worker-answers';

@ApiTags('Workers')
@Controller(`${API}/workers`)
export class WorkersController {
  constructor(
    private readonly listWorkers: ListWorkers,
    private readonly store: WorkerStore,
  ) {}

  @AnyRole()
  @Get()
  @ApiOperation({ summary: 'Worker processes and what they do' })
  @ApiOkResponse({ type: WorkerList })
  async list(@CurrentPrincipal() principal: Principal): Promise<WorkerList> {
    const workers = await this.listWorkers.list(principal);
    return { workers, total: workers.length };
  }

  @Roles('admin')
  @Post(':id/drain')
  @HttpCode(202)
  @ApiOperation({ summary: 'Let a worker finish what it has and take nothing more' })
  @ApiAcceptedResponse({ type: WorkerItem, description: 'The worker hears of it with its next heartbeat' })
  async drain(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ): Promise<WorkerItem> {
    const worker = await this.store.requestDrain(id, origin);
    if (worker === null) throw new ProblemError(ProblemCode.WorkerNotFound, 'There is no such worker.');
    return workerItem(worker, principal, new Set(worker.current_task_ids));
  }
}
