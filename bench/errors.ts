/** The benchmark cannot go on: the message says what went wrong with which part. */
export class BenchError extends Error {
  readonly code = 'BENCH_FAILED';

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
