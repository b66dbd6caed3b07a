import { keyedSubmission, newTask, submissionOf } from '../../testing/store-fixture';
import { splitByKey } from './split-by-key';

describe('a batch', () => {
  it('is parted so that no key stands in it twice, in order', () => {
    const item = (name: string, key?: string) => ({
      name,
      submission: key === undefined ? submissionOf(newTask()) : keyedSubmission(newTask(), key),
    });
    const batch = [item('a', 'k'), item('b'), item('c', 'k'), item('d', 'l'), item('e', 'k'), item('f')];
    const { now, later } = splitByKey(batch);
    expect(now.map(({ name }) => name)).toEqual(['a', 'b', 'd', 'f']);
    expect(later.map(({ name }) => name)).toEqual(['c', 'e']);
  });
});
