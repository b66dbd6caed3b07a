import { parsePathCondition } from '../../testing/workflow-context';
import type { WorkflowDefinition } from '../definition/workflow-definition';
import { planDefinition } from '../validate/validate-definition';
import { renderGraph } from './render-graph';
import { workflowGraph } from './workflow-graph';

const DEFINITION: WorkflowDefinition = {
  name: 'launch',
  steps: [
    { step_id: 'blog', type: 'task', agent_id: 'copywriter' },
    {
      ...{ step_id: 'assets', type: 'parallel' },
      tasks: [
        {
          step_id: 'image',
          type: 'task',
          agent_id: 'visual-designer',
          parameters: { prompt: '{{steps.blog.output.title}}' },
        },
        {
          step_id: 'social',
          type: 'task',
          agent_id: 'social-media-manager',
          parameters: { of: '{{steps.assets.image.output}}' },
        },
      ],
    },
    { step_id: 'each', type: 'map', items: [1], depends_on: [], task: { type: 'task', agent_id: 'echo' } },
    {
      ...{ step_id: 'pick', type: 'switch' },
      cases: [{ when: 'inputs.urgent', steps: [{ step_id: 'now', type: 'signal', name: 'go' }] }],
      default: [{ step_id: 'later', type: 'workflow', template: 'child' }],
    },
    {
      step_id: 'send',
      type: 'task',
      agent_id: 'gmail-agent',
      depends_on: ['assets', 'pick', 'social'],
      condition: 'steps.blog.output.ok',
    },
  ],
};
const PLAN = planDefinition(DEFINITION, parsePathCondition);

describe('the graph of a definition', () => {
  it('has an edge for every two steps of which one waits for the other, with all reasons', () => {
    expect(workflowGraph(PLAN).edges).toContainEqual({ from: 'blog', to: 'send', reasons: ['reference'] });
    expect(workflowGraph(PLAN).edges).toContainEqual({ from: 'pick', to: 'pick.now', reasons: ['branch'] });
    expect(workflowGraph(PLAN).edges).toContainEqual({ from: 'blog', to: 'assets', reasons: ['order'] });
  });

  it('says of a node what it calls, under which condition, and how it stands in a run', () => {
    const { nodes } = workflowGraph(PLAN, new Map([['pick.now', 'waiting']]));
    expect(nodes).toContainEqual({
      ...{ path: 'pick.now', kind: 'signal', label: 'now', calls: 'go', parent: 'pick' },
      ...{ branch: 0, when: 'inputs.urgent', status: 'waiting' },
    });
    expect(nodes.find(({ path }) => path === 'each[]')).toMatchObject({ label: 'each[]', calls: 'echo', status: null });
  });

  it('can be read as text', () => {
    expect(renderGraph(workflowGraph(PLAN, new Map([['blog', 'completed']])))).toBe(
      [
        'blog       copywriter  (completed)',
        'assets     parallel',
        '├─ image   visual-designer',
        '└─ social  social-media-manager',
        'each       map',
        '└─ each[]  echo',
        'pick       switch',
        '├─ now     signal go  [if inputs.urgent]',
        '└─ later   workflow child  [otherwise]',
        'send       gmail-agent  ← assets',
      ].join('\n'),
    );
  });

  it('says of what is in a map how many of its elements stand how', () => {
    const graph = workflowGraph(planDefinition(DEFINITION, parsePathCondition), new Map([['each', 'running']]));
    const nodes = graph.nodes.map((node) =>
      node.path === 'each[]' ? { ...node, counts: { completed: 2, running: 1 } } : node,
    );
    const lines = renderGraph({ ...graph, nodes }).split('\n');
    expect(lines.filter((line) => line.includes('each'))).toEqual([
      expect.stringMatching(/^each +map {2}\(running\)$/),
      expect.stringMatching(/^└─ each\[\] +echo {2}\(2 completed, 1 running\)$/),
    ]);
  });
});
