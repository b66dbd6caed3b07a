import { describeWith } from '../requirements/describe-with';
import type { Requirement } from '../requirements/requirement';
import { HOW_TO_INSTALL, rabbitmqInstalled } from './find-rabbitmq';

const RABBITMQ: Requirement = {
  name: 'RabbitMQ',
  install: `${HOW_TO_INSTALL} (it need not run)`,
  repair: HOW_TO_INSTALL,
  neededUnderCi: true,
  look: () => ({ state: rabbitmqInstalled() ? 'works' : 'missing' }),
};

/** A suite that needs RabbitMQ; skipped, or failed, where there is none. */
export function describeWithRabbitMq(name: string, suite: () => void): void {
  describeWith(RABBITMQ, name, suite);
}
