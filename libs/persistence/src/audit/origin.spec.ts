import { actorOf, SYSTEM_ORIGIN } from './origin';

describe('the actor of an event', () => {
  it('is the user, or the system', () => {
    expect(actorOf({ ...SYSTEM_ORIGIN, userId: 'u1' })).toBe('user:u1');
    expect(actorOf(SYSTEM_ORIGIN)).toBe('system');
  });
});
