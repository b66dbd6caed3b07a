/** argon2id as recommended for logins; raising them re-hashes each password at its next login. */
export const ARGON2_PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const CURRENT = new RegExp(
  `^\\$argon2id\\$v=19\\$m=${ARGON2_PARAMETERS.memoryCost},t=${ARGON2_PARAMETERS.timeCost},p=${ARGON2_PARAMETERS.parallelism}\\$`,
);

/** Whether a stored hash (PHC string) was made with other parameters than today's. */
export function isOutdatedHash(hash: string): boolean {
  return !CURRENT.test(hash);
}
