import { Body, Controller, Delete, Get, Patch, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole, Roles } from '../auth/roles.decorator';
import { RequestOrigin } from '../http/origin.decorator';
import { linkNext, linkPages, pageOf } from '../http/page';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { UuidParam } from '../http/uuid-param.decorator';
import { CancelTask } from './change/cancel-task';
import { ChangeTask } from './change/change-task';
import { ChangeTaskBody } from './change/change-task.body';
import { ListTasks } from './show/list-tasks';
import { ListTasksQuery } from './show/list-tasks.query';
import { taskNotFound } from './show/require-task';
import { ShowTaskQuery } from './show/show-query';
import { ShowTask } from './show/show-task';
import { TaskList, TaskSummary, TaskView } from './show/task-answers';
import { CancelAnswer } from './change/cancel-answer';

/** Reads and changes tasks that stand. */
@ApiTags('Tasks')
@Controller(`${API}/tasks`)
export class TasksController {
  constructor(
    private readonly listTasks: ListTasks,
    private readonly showTask: ShowTask,
    private readonly cancelTask: CancelTask,
    private readonly changeTask: ChangeTask,
  ) {}

  @Get()
  @AnyRole()
  @ApiOperation({ summary: 'Tasks, newest first' })
  @ApiOkResponse({ type: TaskList })
  async list(
    @Query() query: ListTasksQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskList> {
    const list = await this.listTasks.list(query, principal);
    if (query.cursor !== undefined) linkNext(reply, list.next_cursor);
    else linkPages(reply, pageOf(query), list.total ?? 0);
    return list;
  }

  @Get(':id')
  @AnyRole()
  @ApiOperation({ summary: 'Everything about one task' })
  @ApiOkResponse({ type: TaskView })
  async show(
    @UuidParam('id') id: string,
    @Query() { include }: ShowTaskQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TaskView> {
    const whole = include?.includes('parameters');
    const task = await (whole ? this.showTask.showWithParameters(id, principal) : this.showTask.show(id, principal));
    if (task === null) throw taskNotFound();
    return task;
  }

  @Patch(':id')
  @Roles('admin', 'user')
  @ApiOperation({ summary: 'Change a task that has not started' })
  @ApiOkResponse({ type: TaskSummary })
  change(
    @UuidParam('id') id: string,
    @Body() body: ChangeTaskBody,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ): Promise<TaskSummary> {
    return this.changeTask.change(id, body, principal, origin);
  }

  @Delete(':id')
  @Roles('admin', 'user')
  @ApiOperation({ summary: 'Cancel a task' })
  @ApiOkResponse({ type: CancelAnswer })
  cancel(
    @UuidParam('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ): Promise<CancelAnswer> {
    return this.cancelTask.cancel(id, principal, origin);
  }
}
