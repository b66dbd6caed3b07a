import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import type { Commands, HasProgram, StepName } from './commands';
import { nodeCommands } from './node-commands';
import { pythonCommands } from './python-commands';

/**
 * What to run, in order: the caller's commands, and where the caller says nothing, what the project's own files say. An
 * empty command skips its step. Throws AgentFailure when there is no way to test the project.
 */
export function projectCommands(folder: string, wanted: Commands, has: HasProgram): [StepName, string][] {
  const ofNode = nodeCommands(folder, wanted, has);
  const commands = { ...(ofNode.test === undefined && pythonCommands(folder)), ...ofNode, ...wanted };
  if (commands.test === undefined) {
    throw permanentFailure(
      TaskErrorCode.WorkspaceUnreadable,
      'the workspace has neither a package.json with a test script nor Python tests; say what to run in commands.test',
    );
  }
  const steps = (['install', 'build', 'test'] as const).map(
    (step) => [step, commands[step] ?? ''] as [StepName, string],
  );
  return steps.filter(([, command]) => command !== '');
}
