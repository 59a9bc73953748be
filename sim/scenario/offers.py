"""What a scenario says of offers: what was promised to customers, and what they pay."""

from __future__ import annotations

from pydantic import Field

from sim.nature.calendars import ALWAYS
from sim.scenario.customers import Renewal
from sim.scenario.scheduling import Appointments
from sim.scenario.values import Hours_of_week, Priority, Section
from sim.scenario.warranty import Includes
from sim.units import Hours, Markup, Money, MoneyPerHour, MoneyPerYear, PositiveHours, Share


class Offer(Section):
    """What was promised to a customer."""

    hours: Hours_of_week = Field(ALWAYS, description="coverage hours; promises are clocked in them")
    response: PositiveHours | None = Field(None, description="promised time from report to arrival, in coverage hours")
    restoration: PositiveHours | None = Field(None, description="promised time from report to restoration, in coverage hours")
    response_penalty: Money = Field(0.0, description="paid for each response that is late")
    response_penalty_per_hour: MoneyPerHour = Field(0.0, description="paid besides for each coverage hour that it is late")
    restoration_penalty: Money = Field(0.0, description="paid for each restoration that is late")
    restoration_penalty_per_hour: MoneyPerHour = Field(0.0, description="paid besides for each coverage hour that it is late")
    uptime: Share | None = Field(
        None, description="guaranteed share of each contract year (8,760 h from the start) that an asset is up"
    )
    uptime_penalty: MoneyPerHour = Field(0.0, description="paid for each hour that an asset is down beyond that")
    price: MoneyPerYear = Field(0.0, description="yearly revenue per asset")
    term: PositiveHours | None = Field(
        None,
        description="time for which a contract is signed; at its end the customer renews, changes or leaves. It has no end if left out",
    )
    renewal: Renewal = Field(Renewal(), description="what customers do at the end of a term; they renew as it was if left out")
    includes: Includes = Field(Includes(), description="what the price covers; the customer is billed for the rest")
    labour_price: MoneyPerHour = Field(
        0.0, description="price of an hour of diagnosis and repair that is billed; rework is not billed"
    )
    call_out: Money = Field(0.0, description="price of a call that is visited, once, however many visits it takes")
    flat_rate: Money = Field(
        0.0, description="price of the labour of a call that is visited, whatever its hours, besides labour_price"
    )
    parts_markup: Markup = Field(0.0, description="what billed parts cost on top of their price")
    extends_warranty: Hours = Field(0.0, description="time by which it extends the warranty of the assets that it covers")
    appointments: Appointments | None = Field(
        None, description="customers are promised windows for visits to faults; none if left out, and people come when they can"
    )
    labour_intensity: Share | None = Field(
        None,
        description="where it stands on the report's map of offers, from 0 % (all by machine) to 100 % (all by hand): your judgement, which has no effect on "
        "the run; the share of labour that the records show is told beside it. Not on the map if left out",
    )
    customisation: Share | None = Field(
        None,
        description="where it stands on that map, from 0 % (the same for everybody) to 100 % (made for each customer); no effect on the run either",
    )
    priority: Priority = Field(3, description="urgency of its calls; 1 is the most urgent")
    refurbished: bool = Field(True, description="refurbished units may be put into the machines under it; else only new ones")
