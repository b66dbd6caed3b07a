import { readFileSync } from 'node:fs';
import { suggestion } from '@cadre/domain';
import { compileShippedSchema } from '../schema/compile-shipped-schema';
import { describeErrors } from '../schema/validation-error';
import { SandboxConfigError } from './sandbox.errors';

/** How much stands between a command and the machine, weakest first. */
export const SANDBOX_LEVELS = ['limited', 'namespaced', 'isolated'] as const;
export type SandboxLevel = (typeof SANDBOX_LEVELS)[number];

export function isAtLeast(level: SandboxLevel, minimum: SandboxLevel): boolean {
  return SANDBOX_LEVELS.indexOf(level) >= SANDBOX_LEVELS.indexOf(minimum);
}

/** What a command may use; the fields are explained in configs/schemas/sandbox-limits.schema.json. */
export interface SandboxProfile {
  readonly name: string;
  readonly wall_seconds: number;
  readonly cpu_seconds: number;
  readonly memory_mb: number;
  readonly file_size_mb: number;
  readonly disk_mb: number;
  readonly open_files: number;
  readonly processes: number;
  readonly output_kb: number;
  readonly network: boolean;
  readonly read_paths: readonly string[];
  readonly write_paths: readonly string[];
  readonly environment: readonly string[];
  readonly minimum_level: SandboxLevel;
}

/** The profiles of `configs/sandbox_limits.json`. */
export class SandboxProfiles {
  constructor(private readonly profiles: ReadonlyMap<string, SandboxProfile>) {}

  /** Throws SandboxConfigError listing every mistake. */
  static load(file: string): SandboxProfiles {
    const content = readJson(file);
    const errors = check(content);
    if (errors.length > 0) throw new SandboxConfigError(`${file}: ${errors.join('; ')}`);
    const { profiles } = content as { profiles: Record<string, StatedProfile> };
    const named = Object.entries(profiles).map(([name, stated]) => [name, complete(name, stated)] as const);
    return new SandboxProfiles(new Map(named));
  }

  /** Throws SandboxConfigError naming the profile that was meant. */
  get(name: string): SandboxProfile {
    const profile = this.profiles.get(name);
    if (profile !== undefined) return profile;
    throw new SandboxConfigError(`there is no sandbox profile "${name}"${suggestion(name, this.profiles.keys())}`);
  }

  has(name: string): boolean {
    return this.profiles.has(name);
  }
}

type Optional = 'read_paths' | 'write_paths' | 'environment';
type StatedProfile = Omit<SandboxProfile, 'name' | Optional> & Partial<Pick<SandboxProfile, Optional>>;

function complete(name: string, stated: StatedProfile): SandboxProfile {
  return { read_paths: [], write_paths: [], environment: [], ...stated, name };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw new SandboxConfigError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function check(content: unknown): string[] {
  const validate = compileShippedSchema('configs/schemas/sandbox-limits.schema.json');
  if (validate(content)) return [];
  return describeErrors(validate.errors ?? []).map(({ path, message }) => `${path || '/'} ${message}`);
}
