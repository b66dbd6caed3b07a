import { deadLetterBoardContract } from '../testing/dead-letter-board.contract';
import { createMemoryHarness } from '../testing/memory-harness';

describe('dead letters in memory', () => deadLetterBoardContract(createMemoryHarness));
