/**
 * The environment does not fit: names every variable that is wrong and the rule it breaks. Trying again does not help;
 * the process exits with 78 (EX_CONFIG).
 */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
  readonly exitCode = 78;

  constructor(readonly problems: readonly string[]) {
    super(
      problems.length === 1
        ? problems[0]
        : `The configuration has ${problems.length} mistakes:\n- ${problems.join('\n- ')}`,
    );
    this.name = new.target.name;
  }
}
