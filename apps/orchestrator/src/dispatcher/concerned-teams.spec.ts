import type { CommittedEvent } from '@cadre/persistence';
import { concernedTeams } from './concerned-teams';

function event(team: string, type: string, to: string | null): CommittedEvent {
  const rest = { task_id: 't', seq: 1, from: null, lease_no: 0, actor: 'a', at: new Date(), data: null };
  return { ...rest, team, type, to, agent_id: 'echo', tenant: 'default' };
}

describe('the teams concerned by events', () => {
  it('are those in which something became due or room was made, each once', () => {
    const events = [
      event('a', 'started', 'running'),
      event('a', 'completed', 'completed'),
      event('b', 'due', 'pending'),
      event('e', 'completed', 'completed'),
      event('e', 'handed_back', 'pending'),
      event('c', 'queued', 'queued'),
      event('d', 'submitted', 'scheduled'),
    ];
    expect(concernedTeams(events)).toEqual({ due: ['b', 'e'], room: ['a'] });
  });
});
