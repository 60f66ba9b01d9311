"""moorage user: who owns accounts."""

import click

from moorage.cli.running import run, show
from moorage.config import Settings
from moorage.core import opened
from moorage.currencies import Currencies
from moorage.domain.access import Plan, User


@click.group()
def user() -> None:
    """Users of this installation."""


@user.command()
@click.option("--name", required=True, help="1 to 64 letters, digits or . @ + - _")
@click.option("--plan", type=click.Choice([str(plan) for plan in Plan]), default=str(Plan.EXPERT), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def create(name: str, plan: str, as_json: bool) -> None:
    """Add a user."""

    async def command(settings: Settings) -> User:
        async with opened(settings) as core:
            return await core.access.create_user(name, Plan(plan))

    made = run(command)
    show(view(made), as_json=as_json, text=f"User {made.name} is user {made.id} on plan {made.plan}.")


@user.command(name="set")
@click.argument("name")
@click.option("--display-currency", required=True, help="As USD, EUR or BTC: what values are shown in.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def change(name: str, display_currency: str, as_json: bool) -> None:
    """Change a user."""
    currency = display_currency.upper()
    if currency not in Currencies():
        raise click.BadParameter(f"{currency} is no currency that is known here.", param_hint="--display-currency")

    async def command(settings: Settings) -> User:
        async with opened(settings) as core:
            return await core.access.set_display_currency(name, currency)

    changed = run(command)
    text = f"Values of {changed.name} are shown in {changed.display_currency}."
    show(view(changed), as_json=as_json, text=text)


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_users(as_json: bool) -> None:
    """Show all users."""

    async def command(settings: Settings) -> list[User]:
        async with opened(settings) as core:
            return await core.access.users()

    found = run(command)
    text = "\n".join(f"{user.id}\t{user.name}\t{user.plan}" for user in found) or "There is no user yet."
    show([view(user) for user in found], as_json=as_json, text=text)


def view(shown: User) -> dict[str, object]:
    """Return what is printed of a user."""
    return {
        "id": shown.id,
        "name": shown.name,
        "plan": shown.plan,
        "display_currency": shown.display_currency,
        "created_at": shown.created_at,
    }
