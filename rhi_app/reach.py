"""Whose objects: each function says whether an account, through a role that it holds in an organisation, reaches one object."""

from collections.abc import Sequence

from rhi_app.models import Account, Child, Delivery, DirectoryChange, Entry, Episode, Record, Synopsis


def anything(account: Account, organisation_id: str, thing: object) -> bool:
    """What belongs to nobody: the protocols."""
    return True


def in_directory(account: Account, organisation_id: str, thing: object) -> bool:
    """Who reads, of whichever authority; of a provider's people and what is proposed for them, its own alone."""
    is_of_provider = isinstance(thing, Account | DirectoryChange) and thing.organisation.kind == "provider"
    return not is_of_provider or of_own_organisation(account, organisation_id, thing)


def of_own_provider(account: Account, organisation_id: str, thing: object) -> bool:
    """A case that the organisation of the role works on."""
    if isinstance(thing, Child):
        return thing.organisation_id == organisation_id
    if isinstance(thing, Record) and not thing.whole.episodes:  # begun on a phone: nobody has said yet whose it is
        return thing.child.organisation_id == organisation_id
    episodes = episodes_of(thing)
    return bool(episodes) and all(episode.provider_id == organisation_id for episode in episodes)


def allocated_to_me(account: Account, organisation_id: str, thing: object) -> bool:
    records = [episode.record for episode in episodes_of(thing)]
    return any(record is not None and record.interviewer_id == account.id for record in records)


def wrote_in_part(account: Account, organisation_id: str, thing: object) -> bool:
    """A record that was joined to another's talk: who wrote in it goes on reading that part, and nothing of the whole."""
    if not isinstance(thing, Record) or thing.joined_to is None or not of_own_provider(account, organisation_id, thing):
        return False
    return any(entry.author_id == account.id for entry in thing.own_entries)


def addressed_to_me(account: Account, organisation_id: str, thing: object) -> bool:
    """To the person, or to a desk that they read for."""
    if not isinstance(thing, Delivery):
        return False
    return thing.account_id == account.id or (thing.desk is not None and any(one.id == account.id for one in thing.desk.members))


def mine(account: Account, organisation_id: str, thing: object) -> bool:
    """The account itself, or what hangs on it."""
    return account.id == (thing.id if isinstance(thing, Account) else getattr(thing, "account_id", None))


def of_own_organisation(account: Account, organisation_id: str, thing: object) -> bool:
    """People and phones of the organisation of the role."""
    return organisation_id == getattr(thing, "organisation_id", None)


def episodes_of(thing: object) -> Sequence[Episode]:
    """The episodes that a thing of a case is about; none for what is of no case."""
    if isinstance(thing, Episode):
        return [thing]
    if isinstance(thing, Child):
        return thing.episodes
    if isinstance(thing, Record):
        return thing.whole.episodes
    if isinstance(thing, Entry | Synopsis):
        return thing.record.whole.episodes
    if isinstance(thing, Delivery):
        return thing.synopsis.record.whole.episodes
    return []
