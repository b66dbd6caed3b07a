import { noRoute } from './no-route';
import { RouteTable } from './route-table';

describe('RouteTable', () => {
  const table = new RouteTable();
  table.onRoute({ method: 'GET', url: '/a/:id' });
  table.onRoute({ method: ['POST', 'DELETE'], url: '/a/:id' });
  table.onRoute({ method: 'PUT', url: '/a/fixed' });
  table.onRoute({ method: 'GET', url: '/files/*' });
  table.onRoute({ method: 'OPTIONS', url: '*' });

  it.each([
    ['/a/1', ['DELETE', 'GET', 'POST']],
    ['/a/fixed', ['DELETE', 'GET', 'POST', 'PUT']],
    ['/files/x/y', ['GET']],
    ['/a', []],
    ['/a/', []],
    ['/a/1/b', []],
    ['/', []],
  ])('knows what %s answers to', (path, allowed) => {
    expect(table.allowed(path)).toEqual(allowed);
  });

  it('tells a wrong method from a wrong path', () => {
    expect(noRoute(table, '/a/1?x=1')).toMatchObject({
      code: 'METHOD_NOT_ALLOWED',
      headers: { allow: 'DELETE, GET, POST' },
    });
    expect(noRoute(table, '/b')).toMatchObject({ code: 'NOT_FOUND' });
  });
});
