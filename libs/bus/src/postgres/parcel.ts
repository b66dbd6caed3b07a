/** A notification with this text says: there is a parcel for you. Every real note is JSON, so it cannot be mistaken. */
export const PARCEL_NOTICE = 'parcel';
