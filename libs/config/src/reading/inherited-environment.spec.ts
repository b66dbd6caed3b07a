import { inheritedEnvironment } from './inherited-environment';

it('holds what the process was started with', () => {
  expect(inheritedEnvironment().PATH).toBe(process.env.PATH);
});
