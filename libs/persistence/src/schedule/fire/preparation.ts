import type { PayloadCipher } from '@cadre/crypto';
import type { ParameterJudge } from './parameter-judge';

/** What it takes to make what a firing submits. */
export interface Preparation {
  readonly cipher: PayloadCipher;
  readonly judge: ParameterJudge;
}
