/* How stored codes are said on the phone. */

export const LATE_SHORT = {
  missing_again: "missing again", refused_the_time: "another time", not_located: "not located", referral_late: "notice late",
  out_of_hours: "out of hours", capacity: "no one free", hospital: "hospital", not_fit_yet: "not fit yet", other: "other",
};

export const TRIED = { rang: "rang", texted: "texted", knocked: "knocked, for", other: "tried" };
export const CAME_OF_IT = { no_answer: "no answer", left_message: "left a message", spoke: "spoke", wrong_number: "wrong number" };
export const OFFERED_BY = { telephone: "by telephone", in_person: "in person", text: "by text", letter: "by letter", through_carer: "through a carer" };
export const ANSWERED = { accepted: "said yes", declined: "said no", wants_time: "wants time", no_reply: "no reply yet" };
export const AGREED_BY = { telephone: "by telephone", text: "by text", video: "by video", through_someone: "through someone", paper: "on paper" };
export const UNANSWERED = { did_not_want_to_say: "didn’t want to say", not_asked: "not asked", not_known: "not known" };
export const CUSTODY = {
  on_this_phone: "only on this phone", sent: "sent", received: "received", processed: "received",
  delivered: "delivered", opened: "opened", acknowledged: "acknowledged", being_looked_at: "being looked at",
};
