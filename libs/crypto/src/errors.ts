/** Every error of this library carries a stable code. None of them goes away by trying again. */
export abstract class CryptoError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A value was sealed, or a key asked for, under a key id that the keys file does not hold. */
export class KeyMissingError extends CryptoError {
  readonly code = 'KEY_MISSING';

  constructor(
    readonly kind: 'data' | 'jwt' | 'bus' | 'artifact',
    readonly kid: string,
  ) {
    super(`The keys file holds no ${kind} key "${kid}". Restore the keys file this data was written with.`);
  }
}

/** The keys file is absent where one is required, unreadable, or not what we write. Names the file and the field. */
export class KeysFileError extends CryptoError {
  readonly code = 'KEYS_FILE_INVALID';
}

/** A sealed value was altered, moved to another place, cut off, or sealed with another key. */
export class UnreadablePayloadError extends CryptoError {
  readonly code = 'PAYLOAD_UNREADABLE';
}
