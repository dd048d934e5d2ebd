"""Company facts: contacts, devices, parent and sites, open tickets."""

from pydantic import Field

from providers.models import Company, Configuration, Contact, TicketFilter
from tools import said
from tools.answers import asks_back, ticket_data, ticket_line
from tools.base import Effect, Tool, ToolArgs, ToolContext, ToolResult

_SHOWN_CONTACTS = 8
_SHOWN_DEVICES = 12
_SHOWN_TICKETS = 5


class FindCompany(ToolArgs):
    company: str = Field(max_length=200, description="Company name as said")


@asks_back
async def find_company(ctx: ToolContext, args: FindCompany) -> ToolResult:
    """What the PSA knows about one company."""
    company = _known(ctx, said.company(ctx, args.company))
    contacts = await ctx.reader.contacts(company.id)
    devices = await ctx.reader.configurations(company_id=company.id)
    page = await ctx.reader.search_tickets(TicketFilter(company_ids=(company.id,)), page_size=_SHOWN_TICKETS)
    parent = next((c.name for c in said.companies(ctx) if c.id == company.parent_id), None)
    sites = [c.name for c in said.companies(ctx) if c.parent_id == company.id]
    data = {
        "company": {
            "id": company.id,
            "name": company.name,
            "active": company.active,
            "tags": list(company.tags),
        },
        "aliases": list(company.aliases),
        "parent": parent,
        "sites": sites,
        "contacts": [_contact(c) for c in contacts[:_SHOWN_CONTACTS]],
        "contact_count": len(contacts),
        "devices": [_device(d) for d in devices[:_SHOWN_DEVICES]],
        "device_count": len(devices),
        "open_tickets": page.total,
        "tickets": [ticket_data(t) for t in page.items],
    }
    lines = [
        f"{company.name} (id {company.id}){'' if company.active else ', inactive'}",
        f"Also called: {', '.join(company.aliases)}" if company.aliases else "",
        f"Belongs to: {parent}" if parent else "",
        f"Sites: {', '.join(sites)}" if sites else "",
        f"Contacts ({len(contacts)}): {'; '.join(_contact(c) for c in contacts[:_SHOWN_CONTACTS])}",
        f"Devices ({len(devices)}): {'; '.join(_device(d) for d in devices[:_SHOWN_DEVICES])}",
        f"Open tickets: {page.total}",
        *(ticket_line(t, ctx.now) for t in page.items),
    ]
    summary = f"{company.name}, {page.total} open"
    return ToolResult("\n".join(filter(None, lines)), summary, data=data, rows=1, tickets=page.items)


def _known(ctx: ToolContext, company_id: str) -> Company:
    return next(c for c in said.companies(ctx) if c.id == company_id)


def _contact(contact: Contact) -> str:
    return ", ".join(filter(None, (contact.name, contact.email, contact.phone)))


def _device(device: Configuration) -> str:
    return f"{device.name} ({device.type})" if device.type else device.name


TOOLS = (
    Tool(
        "find_company",
        "Facts about a company: contacts, devices, sites, open tickets.",
        FindCompany,
        Effect.READ,
        find_company,
    ),
)
