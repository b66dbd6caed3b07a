import { Injectable } from '@nestjs/common';
import { TEAMS } from '@cadre/contracts';
import { Metrics } from '@cadre/observability';
import { LookAtQueues } from './look-at-queues';
import { scaleTeam } from './scale-team';

/** What an autoscaler reads from Prometheus instead of asking /scaling/{team}. */
@Injectable()
export class DemandGauge {
  constructor(metrics: Metrics, queues: LookAtQueues) {
    metrics.gauge('cadre_team_demand', 'Tasks that wait, are due soon, or run', ['team'], async (gauge) => {
      gauge.reset();
      // Without a database there is no demand to tell, and the other metrics matter all the more.
      const look = await queues.look().catch(() => null);
      if (look === null) return;
      for (const team of TEAMS) gauge.set({ team }, scaleTeam(team, look.groups, look.workers, look.timestamp).demand);
    });
  }
}
